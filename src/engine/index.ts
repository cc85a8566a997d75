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
