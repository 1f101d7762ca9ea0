import { type ProjectionTraining, projectionTraining } from './projection/projection-training.ts'
import { portablePlan as staticPlan } from './static.ts'
import type { StaticTraining } from './static-training.ts'
import type { TablePlan } from './trainable.ts'

/** A training of an encoder of this library as plain data, so that it can be sent to another thread. */
export type PortableTraining = StaticTraining | ProjectionTraining

/** The plan that a worker makes again from `TablePlan.portable`. */
export function portablePlan(training: PortableTraining): Pick<TablePlan, 'rows' | 'columns' | 'bytes' | 'start'> {
  return 'frozen' in training ? projectionTraining(training) : staticPlan(training)
}
