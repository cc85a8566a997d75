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
export { describeTransactions, type TransactionSummary } from './history.ts';
export { makeRestorePlan, restore, type RestoreRequest } from './restore.ts';
export { checkInputs, readSavedPlan, savePlan, type SavedPlan, type SaveRequest } from './saved-plan.ts';
