import { Agent, type Dispatcher, EnvHttpProxyAgent, type RequestInit, type Response, fetch as send } from 'undici'

export type { Response } from 'undici'

let direct: Dispatcher | undefined
let proxied: Dispatcher | undefined

/**
 * `fetch` as npm's undici has it, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name; this machine itself is
 * asked without one. Node's own fetch ends the process where a server closes the connection of an answer that is read
 * slowly (nodejs/undici#5360), and heeds proxies only when told to.
 */
export function fetch(url: string, init: RequestInit): Promise<Response> {
  return send(url, { ...init, dispatcher: dispatcherFor(new URL(url)) })
}

function dispatcherFor({ hostname }: URL): Dispatcher {
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) {
    direct ??= new Agent()
    return direct
  }
  proxied ??= new EnvHttpProxyAgent()
  return proxied
}
