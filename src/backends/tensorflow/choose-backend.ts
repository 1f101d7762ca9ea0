import { type Backend, type BackendName, backendNames, type Loaded, type Refusal, type TensorFlow } from './backend.ts'
import { loadCpu } from './load-cpu.ts'
import { loadNative } from './load-native.ts'
import { loadWasm } from './load-wasm.ts'
import { OutOfMemory } from './out-of-memory.ts'
import { probe } from './probe.ts'
import { tensorFlow, withoutWarnings } from './tensorflow.ts'

export interface BackendOptions {
  /** Tried before all others. */
  readonly prefer?: BackendName
}

const loaders: Readonly<Record<BackendName, (tf: TensorFlow) => Promise<Loaded>>> = {
  'tfjs-node-gpu': (tf) => loadNative(tf, 'tfjs-node-gpu'),
  'tfjs-node': (tf) => loadNative(tf, 'tfjs-node'),
  wasm: loadWasm,
  cpu: loadCpu,
}

/** TensorFlow.js's own names. */
const registeredNames: Readonly<Record<BackendName, string>> = {
  'tfjs-node-gpu': 'tensorflow',
  'tfjs-node': 'tensorflow',
  wasm: 'wasm',
  cpu: 'cpu',
}

/** What became of each backend that was tried: a process loads it once. */
const tried = new Map<BackendName, Promise<Loaded | Refusal>>()
/** Whose each of TensorFlow.js's own names is. */
const holders = new Map<string, BackendName>()
/** TensorFlow.js has one backend at a time, so loads wait for one another. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * The quickest backend that this machine has, set and proved: tfjs-node-gpu, tfjs-node, wasm, cpu, in this order. Each
 * is loaded only when its turn comes, and taken only if a product and its gradients equal those of plain loops.
 *
 * TensorFlow.js knows one backend a process: the last one chosen computes, also for what was chosen before.
 *
 * @throws {RangeError} `prefer` names no backend
 * @throws {Error} none can be used; lists each one's reason
 */
export function chooseBackend({ prefer }: BackendOptions = {}): Promise<Backend> {
  if (prefer !== undefined && !backendNames.includes(prefer)) {
    throw new RangeError(
      `chooseBackend: prefer must be one of ${backendNames.join(', ')}; got ${JSON.stringify(prefer)}.`,
    )
  }
  const order = prefer === undefined ? backendNames : [prefer, ...backendNames.filter((name) => name !== prefer)]
  const chosen = turn.then(() => firstOf(order))
  turn = chosen.catch(() => undefined)
  return chosen
}

async function firstOf(order: readonly BackendName[]): Promise<Backend> {
  const tf = await tensorFlow()
  const refused: Refusal[] = []
  for (const name of order) {
    const outcome = await attempt(tf, name)
    if ('reason' in outcome) refused.push(outcome)
    else return backend(tf, name, outcome, refused)
  }
  throw new Error(`chooseBackend: no backend can be used. ${refusals(refused)}`)
}

function attempt(tf: TensorFlow, name: BackendName): Promise<Loaded | Refusal> {
  const before = tried.get(name)
  if (before !== undefined) return before
  const outcome = proved(tf, name).catch((error: unknown) => ({ backend: name, reason: reasonOf(error) }))
  tried.set(name, outcome)
  return outcome
}

async function proved(tf: TensorFlow, name: BackendName): Promise<Loaded> {
  const registered = registeredNames[name]
  const holder = holders.get(registered)
  if (holder !== undefined) throw new Error(`a process can hold one native backend, and ${holder} is in use`)
  try {
    const loaded = await withoutWarnings(tf, () => loaders[name](tf))
    await probe(tf)
    holders.set(registered, name)
    return loaded
  } catch (error) {
    forget(tf, registered)
    throw error
  }
}

/** Lets the other native package register under the name that both have. */
function forget(tf: TensorFlow, registered: string): void {
  try {
    if (tf.findBackendFactory(registered) !== null) tf.removeBackend(registered)
  } catch {
    // What cannot compute may not be able to clean up either; the reason that counts is why it was refused.
  }
}

async function backend(
  tf: TensorFlow,
  name: BackendName,
  { label, explain }: Loaded,
  refused: readonly Refusal[],
): Promise<Backend> {
  await tf.setBackend(registeredNames[name])
  return {
    name,
    label,
    tf,
    refused,
    explain(error) {
      const explained = explain(error)
      if (explained instanceof OutOfMemory && !explained.alive) tried.set(name, Promise.resolve(dead(name)))
      return explained
    },
    memory() {
      const { numTensors, numBytes } = tf.memory()
      return { tensors: numTensors, bytes: numBytes }
    },
  }
}

function dead(name: BackendName): Refusal {
  return { backend: name, reason: 'it ran out of memory before and cannot be started twice in a process' }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [first = ''] = message.split('\n')
  return first.trim().replace(/\.$/, '')
}

/**
 * One sentence for each backend that was not taken: `tfjs-node: cannot find package …. `
 *
 * @returns '' where none was refused
 */
export function refusals(refused: readonly Refusal[]): string {
  return refused.map(({ backend, reason }) => `${backend}: ${reason}.`).join(' ')
}
