// One line of news over the page, spoken by screen readers: "arrived", "copied".
import { ref } from 'vue'

export const notice = ref('')
let timer: ReturnType<typeof setTimeout> | undefined

export function say(text: string, seconds = 4): void {
  clearTimeout(timer)
  notice.value = text
  timer = setTimeout(() => { notice.value = '' }, seconds * 1000)
}
