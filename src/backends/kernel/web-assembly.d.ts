// The part of WebAssembly's JavaScript interface that the kernel uses. TypeScript keeps it in its `dom` library, which
// would also promise window and document.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
  }
  class CompileError extends Error {}
}
