export type { ApplyEvent, ApplyRequest, ApplyResult, OpenTransaction } from './contract.ts';
export { makePlan } from './plan/plan.ts';
export { openTrial, type Trial } from './plan/trial.ts';
export { applyPlan } from './apply/transaction.ts';
export { findOpenTransaction, recover, recoverFirst } from './apply/recovery.ts';
export { performPendingEffects } from './apply/pending-effects.ts';
export { checkBackup, backupRemark, type CheckedBackup } from './restore/backup-check.ts';
export { listBackups, type SavedBackup } from './apply/backups.ts';
export { describeTransactions } from './restore/history.ts';
export { makeRestorePlan, restore } from './restore/restore.ts';
export {
  largestPlan,
  checkInputs,
  readSavedPlan,
  savePlan,
  type PlannedOverrides,
  type SavedPlan,
} from './plan/saved-plan.ts';
