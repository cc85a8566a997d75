export { cronCommand, type CronOutput } from './command.ts';
export { bytesToText, textToBytes, textToUtf8, utf8ToText } from './bytes.ts';
export {
  longestCommand,
  parseCrontab,
  parseLine,
  printCrontab,
  unescapedPercent,
  type Crontab,
  type CrontabLine,
  type Dialect,
  type LineFault,
} from './document.ts';
export {
  declareJobs,
  isMarked,
  longestDeclared,
  marker,
  type Declaration,
  type Edited,
  type Job,
  type JobChange,
} from './edit.ts';
export {
  firesOn,
  gaps,
  isFault,
  parseSchedule,
  type Gaps,
  type Schedule,
  type ScheduleFault,
} from './schedule.ts';
