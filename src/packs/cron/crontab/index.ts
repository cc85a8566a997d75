export { cronCommand, type CronOutput } from './command.ts';
export { bytesToText, textToUtf8, utf8ToText } from './bytes.ts';
export { parseCrontab, parseLine, printCrontab, type Crontab, type CrontabLine } from './document.ts';
export {
  commandOf,
  declareJobs,
  foreignJobs,
  longestDeclared,
  tracesOf,
  type Declaration,
  type Edited,
  type Job,
} from './edit.ts';
export { meantSchedule } from './meant-schedule.ts';
export {
  boundsOf,
  firesOn,
  gaps,
  isFault,
  parseSchedule,
  type Schedule,
  type ScheduleFault,
} from './schedule.ts';
export { unescapeCommand, unescapedPercent } from './percent.ts';
export { declareVariables, variablesOf, variableTrace } from './variables.ts';
