// The citizen's pages: report, follow, rate. Opened by anyone, on any phone, without signing in.
import { createApp } from 'vue'
import { keepDistrictFresh, loadDistrict } from '../shared/district'
import { startOutbox } from '../shared/outbox'
import App from './App.vue'
import { startComfort } from './comfort'
import { registerReports } from './report'
import { router } from './router'
import { startWechat } from './wechat'
import './look.css'

// A page kept open over an upgrade asks for files that are gone: load the new page once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('gulou.reloaded') === location.pathname) return
  sessionStorage.setItem('gulou.reloaded', location.pathname)
  location.reload()
})

startComfort()
registerReports()
createApp(App).use(router).mount('#app')
loadDistrict().catch(() => undefined)
keepDistrictFresh()
startOutbox()
startWechat().catch(() => undefined)

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined))
}
