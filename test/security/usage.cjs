// Loaded before kapa: says at its end what it has used, in seconds of the processor and bytes of memory.
process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  require('node:fs').writeFileSync(process.env.USAGE_FILE, JSON.stringify({ cpu, memory: maxRSS * 1024 }));
});
