export type {
  ApplyEvent,
  ApplyRequest,
  ApplyResult,
  Backup,
  Confirm,
  OpenTransaction,
  PlanRequest,
  PlannedStep,
  RecoverRequest,
  RecoverResult,
} from './contract.ts';
export { makePlan } from './plan.ts';
export { applyPlan } from './transaction.ts';
export { findOpenTransaction, recover, recoverFirst } from './recovery.ts';
export { listBackups } from './backups.ts';
