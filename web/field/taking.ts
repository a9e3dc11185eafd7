// Steps that ask nothing: one tap, and it is on its way.
import { newAct, actDraftOf, nowClaimed, sendDraft, actionName } from './sending'
import type { Outcome } from './sending'
import { say } from './notice'
import type { Offer } from './steps'
import type { CaseDetail } from './work'
import { refreshWork } from './work'
import { t } from './words'

export async function takeAtOnce(file: CaseDetail, { action, call }: Offer): Promise<Outcome> {
  const draft = actDraftOf(file.number, action, call) ?? newAct(file, action, call)
  draft.data.version = file.version
  draft.data.claimedAt = nowClaimed()
  const outcome = await sendDraft(draft)
  if (outcome === 'refused') {
    say(t('refusedSaved', { what: actionName(action), why: draft.problem?.message ?? '' }), 8)
    void refreshWork()
  }
  return outcome
}
