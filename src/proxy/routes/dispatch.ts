/** From what was found of a request's way to its answer: the plan, the body for each target, the tries. */

import type { Abort } from '../../egress/http/abort.ts'
import type { Answer } from '../../egress/http/answer.ts'
import type { ScanProfile } from '../../scan/profile.ts'
import type { Body } from '../body.ts'
import { ProxyError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { HandlerOptions } from '../handler.ts'
import { describeRewritten } from '../headers.ts'
import type { Provider, Route } from '../route.ts'
import type { Routing } from './compose.ts'
import { renameInBody } from './model.ts'
import type { Begun, Plan, PlannedTarget } from './router.ts'
import { sendPlanned } from './send.ts'

const NOTHING: Plan['fallbackOn'] = new Set()

/** Without routes: the one provider in the path. */
const planOf = (route: Route): Plan => ({
  route: undefined,
  targets: [route],
  scan: undefined,
  rewriting: undefined,
  fallbackOn: NOTHING,
  tries: 1,
})

/** Notes what was chosen in the exchange. @throws {ProxyError} as `Router.choose` does */
function chosenPlan(
  begun: Begun,
  models: readonly string[],
  exchange: Exchange,
  { routing }: { readonly routing: Routing | undefined },
): Plan {
  if (!routing) throw new Error('a request was begun without routes')
  const { model, client } = exchange
  const plan = routing.router.choose(begun, { model, models, access: client.access })
  if (plan.route !== undefined) exchange.route = plan.route
  const [first] = plan.targets
  if (first) note(exchange, first)
  return plan
}

type Found = Route | Begun
type PlanOptions = Pick<HandlerOptions, 'routing' | 'profileFor'>

/** Where a request for these models goes, noted in an exchange. @throws {ProxyError} as `Router.choose` does */
export const planFor = (
  found: Found,
  models: readonly string[],
  noted: Exchange,
  options: PlanOptions,
): Plan => ('provider' in found ? planOf(found) : chosenPlan(found, models, noted, options))

/** How what goes there is scanned. @param profile that counts where no route is chosen */
export function profileOf(
  { targets: [target], scan }: Plan,
  found: Found,
  profile: ScanProfile,
  { profileFor }: PlanOptions,
): ScanProfile {
  return target && !('provider' in found) ? profileFor(target.provider, target.upstream, scan) : profile
}

/** Both for a session, whose model is known later. */
export const planning = (found: Found, profile: ScanProfile, options: PlanOptions) => ({
  planFor: (models: readonly string[], noted: Exchange) => planFor(found, models, noted, options),
  profileOf: (plan: Plan) => profileOf(plan, found, profile, options),
})

function note(exchange: Exchange, { provider, model }: PlannedTarget): void {
  exchange.provider = provider.name
  if (model === undefined) delete exchange.upstreamModel
  else exchange.upstreamModel = model
}

/**
 * The bytes as they came, or with the target's name for the model; then without their encoding, and `headers` says so.
 * @throws {ProxyError} `unrewritable_request` when the model is in no place that can be written
 */
export function bodyFor(
  { bodyModel }: PlannedTarget,
  body: Body | undefined,
  headers: Headers,
): Uint8Array<ArrayBuffer> | undefined {
  if (bodyModel === undefined || !body) return body?.raw
  const renamed = renameInBody(body.decoded, bodyModel, headers.get('content-type'))
  if (!renamed) {
    throw new ProxyError('unrewritable_request', {
      detail: 'The route gives the model another name, and this body has none that could be written anew.',
    })
  }
  describeRewritten(headers)
  return renamed
}

interface DispatchOptions {
  readonly plan: Plan
  readonly abort: Abort
  readonly exchange: Exchange
  readonly routing: Routing | undefined
  /** One try. */
  readonly sendTo: (target: PlannedTarget, abort: Abort) => Promise<Answer>
}

interface Dispatched {
  readonly response: Answer
  readonly provider: Provider
}

/** Notes how long it took. @throws {ProxyError} whatever the last try failed with */
export async function dispatch(options: DispatchOptions): Promise<Dispatched> {
  const { plan, abort, exchange, routing, sendTo } = options
  const sentTick = performance.now()
  const [only] = plan.targets
  if (!only) throw new Error('a plan without targets')
  const answer = routing
    ? await dispatchRouted(options, routing)
    : { response: await sendTo(only, abort), provider: only.provider }
  exchange.upstreamMs = performance.now() - sentTick
  return answer
}

function dispatchRouted(
  { plan, abort, exchange, sendTo }: DispatchOptions,
  { health, budget }: Routing,
): Promise<Dispatched> {
  return sendPlanned({
    plan,
    abort,
    health,
    budget,
    sendTo(target, ending) {
      note(exchange, target)
      return sendTo(target, ending)
    },
    onFailure({ provider }, kind) {
      exchange.tried = [...(exchange.tried ?? []), `${provider.name}:${kind}`]
    },
  })
}
