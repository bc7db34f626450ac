/** Of the packages without types of their own, what the bench calls. */
declare module "pouchdb" {
  export interface Written {
    readonly rev: string;
  }
  export interface Replicated {
    readonly docs_read: number;
    readonly docs_written: number;
    readonly doc_write_failures: number;
    readonly errors: readonly unknown[];
  }
  export interface Replication extends Promise<Replicated> {
    on(event: string, told: (what: unknown) => void): Replication;
    cancel(): void;
  }
  export interface Options {
    readonly live?: boolean;
    readonly retry?: boolean;
    readonly batch_size?: number;
  }
  export interface Document {
    readonly _id: string;
    readonly _rev?: string;
    readonly _conflicts?: readonly string[];
    readonly [field: string]: unknown;
  }
  export class PouchDatabase {
    constructor(name: string, options?: object);
    get(id: string, options?: { readonly conflicts?: boolean; readonly rev?: string }): Promise<Document>;
    put(doc: Document): Promise<Written>;
    bulkDocs(docs: readonly Document[]): Promise<unknown[]>;
    allDocs(options?: object): Promise<{ total_rows: number; rows: { id: string; doc?: Document; error?: string }[] }>;
    info(): Promise<{ doc_count: number; update_seq: number }>;
    createIndex(what: { readonly index: { readonly fields: readonly string[] } }): Promise<unknown>;
    find(query: object): Promise<{ docs: Document[] }>;
    close(): Promise<void>;
    destroy(): Promise<void>;
    readonly replicate: {
      to(other: PouchDatabase | string, options?: Options): Replication;
      from(other: PouchDatabase | string, options?: Options): Replication;
    };
    static plugin(plugin: unknown): void;
    static defaults(options: object): typeof PouchDatabase;
  }
  export default PouchDatabase;
}
declare module "pouchdb/dist/pouchdb.js" {
  export { PouchDatabase as default } from "pouchdb";
}
declare module "pouchdb/dist/pouchdb.find.js" {}
declare module "express" {
  export interface App {
    use(...handlers: unknown[]): void;
    listen(port: number, host: string, ready: () => void): { address(): { readonly port: number } };
  }
  export default function express(): App;
}
declare module "express-pouchdb" {
  export default function expressPouchdb(of: unknown, options?: object): unknown;
}
