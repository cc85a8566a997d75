export { cronCommand, type CronOutput } from './command.ts';
export { bytesToText, textToUtf8, utf8ToText } from './bytes.ts';
export { parseCrontab, parseLine, printCrontab, unescapedPercent, type Crontab } from './document.ts';
export {
  declareJobs,
  foreignJobs,
  longestDeclared,
  tracesOf,
  type Declaration,
  type Edited,
  type Job,
} from './edit.ts';
export { firesOn, gaps, isFault, parseSchedule, type Schedule } from './schedule.ts';
