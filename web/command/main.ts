// The desks' application: sub-centres, the centre, its wall, the auditors and the administrators.
import { createApp } from 'vue'
import { keepDistrictFresh, loadDistrict } from '../shared/district'
import { openSession } from '../shared/session'
import { loadWords } from '../shared/words'
import App from './App.vue'
import { router } from './router'
import { startAlarm } from './shell/alarm'
import './styles'

// A page kept open over an upgrade asks for files that are gone: load the new page once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('gulou.reloaded') === location.pathname) return
  sessionStorage.setItem('gulou.reloaded', location.pathname)
  location.reload()
})

async function start(): Promise<void> {
  // What cannot be reached now is asked for again by the pages that need it.
  await Promise.allSettled([loadDistrict(), loadWords(), openSession()])
  createApp(App).use(router).mount('#app')
}

startAlarm()
keepDistrictFresh()
void start()
