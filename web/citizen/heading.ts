// Where a person stands after a page or a control has gone: at the page's heading, so that a screen reader goes on from there.
const TRIES = 10 // pages that load later
const AGAIN_MS = 50

export function focusHeading(tries = TRIES): void {
  const heading = document.querySelector<HTMLElement>('main h1')
  if (!heading) {
    if (tries > 0) setTimeout(() => focusHeading(tries - 1), AGAIN_MS)
    return
  }
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}

/** Only where nothing holds it: the control that did is gone. */
export function keepFocus(): void {
  if (!document.activeElement || document.activeElement === document.body) focusHeading()
}
