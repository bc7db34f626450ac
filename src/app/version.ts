declare const __APP_VERSION__: string;

/** Version of this build, as package.json has it unless the build was told another (`APP_VERSION`). */
export const APP_VERSION: string = __APP_VERSION__;
