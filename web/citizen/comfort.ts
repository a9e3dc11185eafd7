// Elder mode (大字版): bigger type and fewer things on each page; remembered by the phone.
import { ref, watch } from 'vue'
import { recall, remember } from '../shared/memory'

export const elder = ref(recall('gulou.elder') === '1')

export function startComfort(): void {
  watch(elder, (on) => {
    document.documentElement.classList.toggle('elder', on)
    remember('gulou.elder', on ? '1' : '0')
  }, { immediate: true })
}
