// What a person has begun or wants sent, kept in the phone (IndexedDB) until it has arrived: it survives a reload, a
// lost connection and a killed tab. Photos lie beside the drafts as blobs, so that typing does not rewrite them.
// Where the browser refuses storage (some private windows) drafts live as long as the page: `keeping()` tells. What a full
// phone refuses to keep stays in the page's memory too, and `overflowing` says so.
import { ref, shallowRef } from 'vue'
import { freshKey } from './api'
import type { Schemas } from './api'

export interface DraftPhoto {
  id: string
  name: string
  type: string
  size: number
  uploaded?: Schemas['UploadedPhoto'] // the server has it, for 24 hours
  uploadedAt?: number
}

export interface Problem {
  message: string
  field: string | null
  code: string
}

/** draft: being written · queued: to be sent as soon as possible · refused: the server said no, see `problem` */
export type DraftState = 'draft' | 'queued' | 'refused'

export interface Draft<T = unknown> {
  id: string
  kind: string // whose it is, e.g. 'report' or 'check-in'
  key: string // Idempotency-Key, made once
  state: DraftState
  createdAt: number // the phone's clock: only for sorting and showing
  updatedAt: number
  queuedAt?: number
  tries: number
  data: T
  photos: DraftPhoto[]
  problem?: Problem
  held?: boolean // queued: the server was reached, and could not take it yet
}

interface Box {
  all(): Promise<Draft[]>
  put(draft: Draft): Promise<void>
  remove(id: string, photos: string[]): Promise<void>
  putPhoto(id: string, blob: Blob): Promise<void>
  photo(id: string): Promise<Blob | undefined>
  removePhoto(id: string): Promise<void>
}

function memoryBox(): Box {
  const drafts = new Map<string, Draft>()
  const photos = new Map<string, Blob>()
  return {
    all: async () => Array.from(drafts.values()),
    put: async (draft) => void drafts.set(draft.id, draft),
    remove: async (id, ids) => { drafts.delete(id); ids.forEach((photo) => photos.delete(photo)) },
    putPhoto: async (id, blob) => void photos.set(id, blob),
    photo: async (id) => photos.get(id),
    removePhoto: async (id) => void photos.delete(id),
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, refuse) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => refuse(request.error)
  })
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((done, refuse) => {
    transaction.oncomplete = () => done()
    transaction.onerror = () => refuse(transaction.error)
    transaction.onabort = () => refuse(transaction.error)
  })
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('gulou', 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('drafts', { keyPath: 'id' })
    request.result.createObjectStore('photos')
  }
  return settled(request)
}

function databaseBox(database: IDBDatabase): Box {
  const change = (stores: string[], work: (transaction: IDBTransaction) => void) => {
    const transaction = database.transaction(stores, 'readwrite')
    work(transaction)
    return committed(transaction)
  }
  const read = (store: string) => database.transaction(store).objectStore(store)
  return {
    all: () => settled(read('drafts').getAll() as IDBRequest<Draft[]>),
    put: (draft) => change(['drafts'], (t) => t.objectStore('drafts').put(draft)),
    remove: (id, photos) => change(['drafts', 'photos'], (t) => {
      t.objectStore('drafts').delete(id)
      photos.forEach((photo) => t.objectStore('photos').delete(photo))
    }),
    putPhoto: (id, blob) => change(['photos'], (t) => t.objectStore('photos').put(blob, id)),
    photo: (id) => settled(read('photos').get(id) as IDBRequest<Blob | undefined>),
    removePhoto: (id) => change(['photos'], (t) => t.objectStore('photos').delete(id)),
  }
}

/** The phone is full: something lies in this page's memory only and is lost when the page is closed before it is sent. */
export const overflowing = ref(false)

function spillingBox(kept: Box): Box {
  const spill = memoryBox()
  const photos = new Set<string>()
  const look = async () => { overflowing.value = photos.size > 0 || (await spill.all()).length > 0 }
  const forget = async (draft: string, ids: string[]) => {
    await spill.remove(draft, ids)
    ids.forEach((id) => photos.delete(id))
    await look()
  }
  return {
    all: async () => {
      const spilt = await spill.all()
      const newer = new Set(spilt.map((draft) => draft.id))
      return (await kept.all()).filter((draft) => !newer.has(draft.id)).concat(spilt)
    },
    put: async (draft) => {
      try {
        await kept.put(draft)
        await forget(draft.id, [])
      } catch {
        await spill.put(draft)
        await look()
      }
    },
    remove: async (id, ids) => { await kept.remove(id, ids); await forget(id, ids) },
    putPhoto: async (id, blob) => {
      try {
        await kept.putPhoto(id, blob)
      } catch {
        await spill.putPhoto(id, blob)
        photos.add(id)
        await look()
      }
    },
    photo: async (id) => (await spill.photo(id)) ?? kept.photo(id),
    removePhoto: async (id) => { await kept.removePhoto(id); await spill.removePhoto(id); photos.delete(id); await look() },
  }
}

let opened: Promise<Box> | undefined
let kept = true

function box(): Promise<Box> {
  if (!opened) {
    opened = Promise.resolve()
      .then(openDatabase)
      .then(databaseBox)
      .then(spillingBox)
      .catch(() => {
        kept = false
        return memoryBox()
      })
  }
  return opened
}

/** False: this browser keeps nothing; say so before a person relies on it. */
export async function keeping(): Promise<boolean> {
  await box()
  return kept
}

/** Every draft of this browser, newest first; follows every change made here. `refreshDrafts` reads what other tabs did. */
export const drafts = shallowRef<Draft[]>([])

export async function refreshDrafts(): Promise<Draft[]> {
  const all = await (await box()).all()
  drafts.value = all.sort((a, b) => b.updatedAt - a.updatedAt)
  return drafts.value
}

export function newDraft<T>(kind: string, data: T): Draft<T> {
  const now = Date.now()
  return { id: freshKey(), kind, key: freshKey(), state: 'draft', createdAt: now, updatedAt: now, tries: 0, data, photos: [] }
}

export async function findDraft<T>(id: string): Promise<Draft<T> | undefined> {
  return (await refreshDrafts()).find((draft) => draft.id === id) as Draft<T> | undefined
}

/** Reactive objects cannot be stored: what is kept is a plain copy. */
export async function keepDraft<T>(draft: Draft<T>): Promise<void> {
  const plain = JSON.parse(JSON.stringify(draft)) as Draft
  plain.updatedAt = Date.now()
  await (await box()).put(plain)
  await refreshDrafts()
}

export async function dropDraft(draft: Draft): Promise<void> {
  await (await box()).remove(draft.id, draft.photos.map((photo) => photo.id))
  await refreshDrafts()
}

/** Keeps the picture itself; add the returned entry to `draft.photos` and keep the draft. */
export async function keepPhoto(blob: Blob, name: string, type: string): Promise<DraftPhoto> {
  const id = freshKey()
  await (await box()).putPhoto(id, blob)
  return { id, name, type, size: blob.size }
}

export async function photoBlob(id: string): Promise<Blob | undefined> {
  return (await box()).photo(id)
}

export async function dropPhoto(id: string): Promise<void> {
  await (await box()).removePhoto(id)
}
