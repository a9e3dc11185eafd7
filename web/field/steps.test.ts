import { describe, expect, it } from 'vitest'
import { session } from '../shared/session'
import { faultsOf } from './faults'
import { nextOffer, STEPS, stillOffered, waitingFor } from './steps'
import type { CaseDetail } from './work'

const call = (state: string, allowed: string[]) => ({ no: 1, state, allowed, lead: true, callee: { code: 'YLZX', name: { zh: '园林', en: 'Parks' } } })
const file = (some: object) => ({ state: 'CALLING', my_call: 1, allowed: [], requests: [], call_list: [], ...some }) as unknown as CaseDetail
session.value = { grants: [{ role: 'DEPARTMENT_DESK', unit: 'YLZX' }] } as never

describe('the next step', () => {
  it('is signing before checking in, though both are allowed', () => {
    expect(nextOffer(file({ call_list: [call('ISSUED', ['sign', 'check-in', 'dispute'])] }))).toEqual({ action: 'sign', call: 1 })
  })
  it('is proposing the end once the lead is at work', () => {
    const working = file({ state: 'HANDLING', allowed: ['progress', 'propose-done'], call_list: [call('WORKING', ['dispute'])] })
    expect(nextOffer(working)).toEqual({ action: 'propose-done', call: null })
  })
  it('waits while the caller judges a remote check-in, and is checking in again after a refusal', () => {
    const remote = (decided_at: string | null) =>
      file({ allowed: ['progress'], requests: [{ no: 1, kind: 'REMOTE', call: 1, decided_at, granted: false }], call_list: [call('SIGNED', ['check-in'])] })
    expect(waitingFor(remote(null))).toBe('waitingRemote')
    expect(nextOffer(remote(null))).toBeUndefined()
    expect(nextOffer(remote('2026-01-01T00:00:00Z'))?.action).toBe('check-in')
  })
  it('is no longer offered when the call has been cancelled', () => {
    const cancelled = file({ allowed: ['check-in'], call_list: [call('CANCELLED', [])] })
    expect(stillOffered(cancelled, { action: 'check-in', call: 1 })).toBe(false)
  })
})

describe('what is missing', () => {
  it('names each missing element and the photo, and nothing else', () => {
    const faults = faultsOf(STEPS['propose-done'], { elements: { received: '9:00', contacted: ' ', measure: '清走', limit: '' } }, 0, true)
    expect(Object.keys(faults).sort()).toEqual(['contacted', 'limit', 'photos'])
  })
  it('asks a dispute for the true owner and a reason', () => {
    expect(Object.keys(faultsOf(STEPS.dispute, {}, 0, false)).sort()).toEqual(['note', 'unit'])
  })
  it('lets several units be called with one lead only', () => {
    const units = (...leads: boolean[]) => leads.map((lead, i) => ({ unit: `U${i}`, lead, required: true }))
    expect(faultsOf(STEPS.call, { units: units(true, true) }, 0, false).units).toBeTruthy()
    expect(faultsOf(STEPS.call, { units: units(true, false) }, 0, false).units).toBeUndefined()
  })
})
