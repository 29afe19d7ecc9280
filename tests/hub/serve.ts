/** A local Hub to try things on: `node dist/tests/hub/serve.js [port]` prints its address and token, and runs until it is stopped. */
import { LocalHub, TOKEN } from './local-hub.js'

/** What a parent process is told. */
export interface ServedHub {
  readonly url: string
  readonly token: string
}

const hub = await LocalHub.start({}, Number(process.argv[2] ?? 0))
const stop = (): void => void hub.stop().then(() => process.exit(0))
process.on('SIGTERM', stop).on('SIGINT', stop).on('disconnect', stop)
if (process.send === undefined) console.log(`${hub.url}  HF_TOKEN=${TOKEN}`)
else process.send({ url: hub.url, token: TOKEN } satisfies ServedHub)
