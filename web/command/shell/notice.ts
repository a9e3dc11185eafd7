// Short words at the top of the page, read out by screen readers.
import { ElMessage } from 'element-plus'
import { sentenceOf } from '../../shared/api'
import { t } from './words'

export function tell(text: string): void {
  ElMessage({ message: text, type: 'success', duration: 2500, showClose: true, grouping: true })
}

export function warn(text: string): void {
  ElMessage({ message: text, type: 'error', duration: 7000, showClose: true, grouping: true })
}

export function warnOf(thrown: unknown): void {
  warn(sentenceOf(thrown))
}

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    tell(t('copied'))
  } catch {
    warn(t('copyFailed'))
  }
}
