export type { ApplyEvent, ApplyRequest, ApplyResult, OpenTransaction } from './contract.ts';
export { makePlan } from './plan.ts';
export { applyPlan } from './transaction.ts';
export { findOpenTransaction, recover, recoverFirst } from './recovery.ts';
export { performOwed } from './owed.ts';
export { listBackups } from './backups.ts';
export { describeTransactions } from './history.ts';
export { makeRestorePlan, restore } from './restore.ts';
export { checkInputs, readSavedPlan, savePlan, type PlannedOverrides, type SavedPlan } from './saved-plan.ts';
