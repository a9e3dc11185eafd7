// One line at the top of the page that screen readers speak: "arrived", "copied", "saved".
import { ref } from 'vue'

export interface Notice {
  text: string
  link?: { to: string; text: string }
}

export const notice = ref<Notice | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

export function tell(what: Notice, seconds = 6): void {
  clearTimeout(timer)
  notice.value = what
  timer = setTimeout(() => { notice.value = null }, seconds * 1000)
}
