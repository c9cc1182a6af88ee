export function compileWasm(): Promise<Uint8Array>;
