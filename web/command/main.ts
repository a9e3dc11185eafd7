// The application's way in.
import { createApp, defineComponent, h, onMounted, ref } from 'vue'
import { api } from '../shared/api'
import { nameOf } from '../shared/i18n'

const App = defineComponent(() => {
  const title = ref('鼓楼')
  onMounted(async () => {
    const district = await api('GET /api/district')
    title.value = nameOf(district.name)
  })
  return () => h('h1', title.value)
})

createApp(App).mount('#app')
