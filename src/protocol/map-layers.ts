/** Layers of a map that other people's servers draw; a phone asks for them only when its person chose one. */
import * as v from "valibot";

export const mapLayers = v.looseObject({
  /** 天地图: its key, and the origin of its tiles, where `{s}` stands for 0 … 7. Null: this server has no key. */
  tianditu: v.nullable(v.looseObject({ key: v.string(), url: v.string() })),
});
export type MapLayers = v.InferOutput<typeof mapLayers>;
