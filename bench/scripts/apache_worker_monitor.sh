#!/bin/bash
# The operator's Apache monitor, written anew from its description: workers and memory.
MAX_APACHE_PROCESSES=${MAX_APACHE_PROCESSES:-200}
MAX_MEMORY_MB=${MAX_MEMORY_MB:-4096}
LOG=${LOG:-/var/log/apache_worker_monitor.log}

log() { echo "$(date '+%Y-%m-%d %H:%M:%S') $*" >>"$LOG"; }

workers=$(ps aux | grep -c '[a]pache2')
memory=$(ps aux | grep '[a]pache2' | awk '{ sum += $6 } END { print int(sum / 1024) }')
log "Workers: $workers Memory: ${memory:-0}MB"

if [ "$workers" -ge "$MAX_APACHE_PROCESSES" ]; then
  log "❌ Workers: $workers (max $MAX_APACHE_PROCESSES)"
  systemctl reload apache2 && log "Reload Apache"
fi

if [ "${memory:-0}" -ge "$MAX_MEMORY_MB" ]; then
  log "❌ Memory: ${memory}MB (max ${MAX_MEMORY_MB}MB)"
  systemctl restart apache2 && log "Reiniciado Apache"
fi
