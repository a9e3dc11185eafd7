// Patrol tasks in the order in which they are best walked.
import { computed } from 'vue'
import { drafts } from '../shared/drafts'
import { DAY, HOUR, serverNow } from '../shared/time'
import { district } from '../shared/district'
import { TASK } from './sending'
import type { TaskDraft } from './sending'
import { here, roundFrom } from './places'
import { tasks } from './work'
import type { Task } from './work'

const dayOf = (ms: number) => Math.floor((ms + (district.value?.limits.timezone_minutes ?? 480) * (HOUR / 60)) / DAY)
const dueMs = (task: Task) => Date.parse(task.due_at ?? '') || 0

export const isToday = (task: Task) => dayOf(dueMs(task)) <= dayOf(serverNow())
/** Done here, but the server does not know yet. */
export const isSaved = (task: Task) => (drafts.value as TaskDraft[]).some((draft) => draft.kind === TASK && draft.state !== 'draft' && draft.data.task === task.id)

export const byTime = computed(() => tasks.value.slice().sort((a, b) => dueMs(a) - dueMs(b)))
export const todaysTasks = computed(() => inOrder(byTime.value.filter(isToday)))
export const laterTasks = computed(() => byTime.value.filter((task) => !isToday(task)))

function inOrder(some: Task[]): Task[] {
  return here.value ? roundFrom(here.value, some) : some
}
