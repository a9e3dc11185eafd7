#!/usr/bin/env bash
# Serves the starter district with demo people and past cases, and says where to look.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-12345}
data=${DATA:-data}
cat <<TEXT

  鼓楼 Gulou  http://localhost:$port/            居民 residents: report, track, rate
              http://localhost:$port/command/    指挥分中心、区中心、督查、管理 desks
              http://localhost:$port/field/      职能部门、社区、网格员 staff on site

  演示账号 demo accounts (password: gulou-demo-2026)
    wufeng      五凤街道调度员 dispatcher            wufengleader  五凤街道领导 sub-district leader
    yuanlin     区园林中心 department desk           chengguan     区城管局 department desk
    centre      区中心调度员 centre dispatcher       centreleader  区中心领导 centre leader
    supervisor  效能督查 supervisor                  auditor       审计员 auditor
    admin       管理员 administrator                 (districts/gulou/people.csv has all of them)

TEXT
exec build/gulou serve --data "$data" --port "$port" --demo "$@"
