// The field's pages: for those who go there. They open without signal, and keep what is done until it can be sent.
import { createApp } from 'vue'
import { keepDistrictFresh, loadDistrict } from '../shared/district'
import { startOutbox } from '../shared/outbox'
import App from './App.vue'
import { startAlarm } from './alarm'
import { router } from './router'
import { registerSenders } from './sending'
import 'vant/es/style/base.css'
import 'vant/es/overlay/index.css'
import 'vant/es/popup/index.css'
import 'vant/es/loading/index.css'
import 'vant/es/pull-refresh/index.css'
import './look.css'

// A page kept open over an upgrade asks for files that are gone: load the new page once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('gulou.field.reloaded') === location.pathname) return
  sessionStorage.setItem('gulou.field.reloaded', location.pathname)
  location.reload()
})

registerSenders()
createApp(App).use(router).mount('#app')
loadDistrict().catch(() => undefined)
keepDistrictFresh()
startAlarm()
startOutbox()

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/field/sw.js', { scope: '/field/' }).catch(() => undefined))
}
