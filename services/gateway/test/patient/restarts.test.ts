import './restarts/receipts-restart.ts'
import './restarts/restart.ts'
import './restarts/read-only.ts'
import './restarts/health.ts'
