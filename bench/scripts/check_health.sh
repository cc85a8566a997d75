#!/bin/bash
# The operator's health check, written anew from its description: CLOSE_WAIT, backend status, PM2 restarts; and whether
# Apache runs, which kapa's health group asks as well.
CLOSE_WAIT_MAX=${CLOSE_WAIT_MAX:-10}
RESTARTS_MAX=${RESTARTS_MAX:-50}
LOG=${LOG:-/var/log/kapa_health.log}
APP=${APP:-kapa-backend}
BACKEND=${BACKEND:-/var/www/kapa.healtheworld.com.co/backend}
PORT=${PORT:-3001}

log() { echo "$(date '+%Y-%m-%d %H:%M:%S') $*" >>"$LOG"; }

close_wait=$(lsof -i ":$PORT" 2>/dev/null | grep -c CLOSE_WAIT)
state=$(pm2 jlist 2>/dev/null | jq -r --arg app "$APP" '.[] | select(.name == $app) | "\(.pm2_env.status) \(.pm2_env.restart_time)"' | head -n 1)
apache=$(ps aux | grep -c '[a]pache2')
status=${state% *}
restarts=${state#* }
log "CLOSE_WAIT: $close_wait Backend: ${status:-unknown} Restarts: ${restarts:-0} Apache: $apache"

if [ "$close_wait" -ge "$CLOSE_WAIT_MAX" ]; then
  log "❌ CLOSE_WAIT: $close_wait (max $CLOSE_WAIT_MAX), killing zombie processes"
  lsof -i ":$PORT" 2>/dev/null | awk '/CLOSE_WAIT/ { print $2 }' | sort -u | xargs -r kill -9
fi

if [ "$status" != online ]; then
  log "❌ Backend: ${status:-unknown}"
  pm2 restart "$APP" >/dev/null 2>&1 && log "Reiniciado backend"
fi

if [ "${restarts:-0}" -ge "$RESTARTS_MAX" ]; then
  log "❌ Restarts: $restarts (max $RESTARTS_MAX)"
  pm2 delete "$APP" >/dev/null 2>&1
  cd "$BACKEND" && pm2 start ecosystem.config.js >/dev/null 2>&1 && pm2 save >/dev/null 2>&1
  log "Reset completo"
fi
