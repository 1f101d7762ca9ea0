export type MilvusSdk = typeof import('@zilliz/milvus2-sdk-node')
export type MilvusClient = InstanceType<MilvusSdk['MilvusClient']>

/**
 * Milvus's client for Node.js, which users install themselves: 128 packages, of which only this index makes use.
 *
 * @throws {Error} it is not installed, or does not load; `cause` says why
 */
export async function loadSdk(
  load: () => Promise<MilvusSdk> = async () => await import('@zilliz/milvus2-sdk-node'),
): Promise<MilvusSdk> {
  try {
    return await load()
  } catch (cause) {
    const found = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new Error(
      `milvus: the package @zilliz/milvus2-sdk-node must load; got ${found}. Run: npm install -D @zilliz/milvus2-sdk-node@3 --ignore-scripts`,
      { cause },
    )
  }
}
