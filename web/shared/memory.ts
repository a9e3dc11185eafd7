// The small things this browser remembers. Private windows and full phones may refuse: then nothing is remembered,
// and nothing breaks.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** False when the browser would not keep it. */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value)
    return true
  } catch {
    return false
  }
}

export function recallJson<T>(key: string, otherwise: T): T {
  try {
    const text = recall(key)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}
