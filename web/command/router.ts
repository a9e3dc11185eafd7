// Which address shows which page, and whose roles open it. Pages are loaded when first opened, so that a desk does not
// wait for charts it never looks at.
import { createRouter, createWebHistory } from 'vue-router'
import type { RouteRecordRaw } from 'vue-router'
import { isOperator, isUnsettled, mayOpen, session } from '../shared/session'
import type { Page } from '../shared/session'

declare module 'vue-router' {
  interface RouteMeta {
    page?: Page
    title?: Page
    open?: boolean // without signing in
    wall?: boolean
  }
}

/** In the order of the menu. */
export const MENU: Page[] = ['desk', 'centre', 'hotline', 'knowledge', 'dashboard', 'brain', 'patrol', 'audit', 'admin', 'devices', 'exchange']

const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./shell/HomePage.vue') },
  { path: '/sign-in', name: 'sign-in', component: () => import('./shell/SignInPage.vue'), meta: { open: true } },
  { path: '/desk', name: 'desk', component: () => import('./desk/DeskPage.vue'), meta: { page: 'desk' } },
  { path: '/cases/:number(\\d{13})', name: 'case', component: () => import('./case/CasePage.vue') },
  { path: '/centre', name: 'centre', component: () => import('./centre/CentrePage.vue'), meta: { page: 'centre' } },
  { path: '/hotline', name: 'hotline', component: () => import('./hotline/HotlinePage.vue'), meta: { page: 'hotline' } },
  { path: '/knowledge/:article?', name: 'knowledge', component: () => import('./knowledge/KnowledgePage.vue'), meta: { page: 'knowledge' } },
  { path: '/dashboard', name: 'dashboard', component: () => import('./dashboard/DashboardPage.vue'), meta: { page: 'dashboard' } },
  { path: '/brain', name: 'brain', component: () => import('./brain/BrainPage.vue'), meta: { page: 'brain' } },
  { path: '/patrol', name: 'patrol', component: () => import('./patrol/PatrolPage.vue'), meta: { page: 'patrol' } },
  { path: '/audit/:number(\\d{13})?', name: 'audit', component: () => import('./audit/AuditPage.vue'), meta: { page: 'audit' } },
  { path: '/admin', name: 'admin', component: () => import('./admin/AdminPage.vue'), meta: { page: 'admin' } },
  { path: '/devices/:device?', name: 'devices', component: () => import('./devices/DevicesPage.vue'), meta: { page: 'devices' } },
  { path: '/exchange', name: 'exchange', component: () => import('./exchange/ExchangePage.vue'), meta: { page: 'exchange' } },
  { path: '/:rest(.*)', name: 'unknown', component: () => import('./shell/NoPage.vue'), meta: { open: true } },
]

export const router = createRouter({ history: createWebHistory('/command/'), routes })

router.beforeEach((to) => {
  if (to.meta.open) return true
  if (!session.value) return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (isUnsettled()) return { name: 'sign-in', query: { to: to.fullPath } }
  if (to.meta.page && !mayOpen(to.meta.page)) return { name: 'unknown', params: { rest: to.path.slice(1) }, query: { why: 'role' } }
  return true
})

const ASIDE: Page[] = ['brain', 'knowledge', 'devices', 'exchange', 'hotline']

/** Where a person arrives: the first page of the menu that is theirs and where work can begin; the hotline's for whoever
 *  takes its calls, as others who open it only look on. */
export function firstPage(): Page | undefined {
  return isOperator() ? 'hotline' : MENU.find((page) => !ASIDE.includes(page) && mayOpen(page))
}
