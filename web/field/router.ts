// Addresses of the field's pages, all below /field/.
import { createRouter, createWebHistory } from 'vue-router'
import WorkPage from './pages/WorkPage.vue'
import type { Key } from './words'

declare module 'vue-router' {
  interface RouteMeta {
    title: Key
  }
}

const number = ':number(\\d{13})'

export const router = createRouter({
  history: createWebHistory('/field/'),
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', component: WorkPage, meta: { title: 'workTitle' } },
    { path: `/case/${number}`, component: () => import('./pages/CasePage.vue'), meta: { title: 'caseTitle' } },
    { path: `/case/${number}/contact`, component: () => import('./pages/ContactPage.vue'), meta: { title: 'contactTitle' } },
    { path: `/case/${number}/do/:action([a-z-]+)/:call(\\d+)?`, component: () => import('./pages/ActPage.vue'), meta: { title: 'caseTitle' } },
    { path: '/patrol', component: () => import('./pages/PatrolPage.vue'), meta: { title: 'patrolTitle' } },
    { path: '/patrol/:id', component: () => import('./pages/TaskPage.vue'), meta: { title: 'taskTitle' } },
    { path: '/report', component: () => import('./pages/ReportPage.vue'), meta: { title: 'reportTitle' } },
    { path: '/outbox', component: () => import('./pages/QueuePage.vue'), meta: { title: 'queueTitle' } },
    { path: '/me', component: () => import('./pages/MePage.vue'), meta: { title: 'meTitle' } },
    { path: '/:rest(.*)*', component: () => import('./pages/LostPage.vue'), meta: { title: 'lostTitle' } },
  ],
})
