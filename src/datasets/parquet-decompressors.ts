// All of it: Node before 22.15 lacks zstdDecompressSync, and a name that is not there could not be imported.
import * as zlib from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

/** How pages of a Parquet file are decompressed: by Node where it can, which takes an eighth of the time for zstd. */
export const decompressors: Compressors = {
  ...compressors,
  GZIP: (input) => zlib.gunzipSync(input),
  BROTLI: (input) => zlib.brotliDecompressSync(input),
  ...('zstdDecompressSync' in zlib && { ZSTD: (input: Uint8Array) => zlib.zstdDecompressSync(input) }),
}
