import { Priority } from '../records/action-card.js'

/** 0 for urgent, 3 for low. */
export function rank(priority: Priority): number {
  return Priority.options.indexOf(priority)
}

export function isMorePressing(a: Priority, b: Priority): boolean {
  return rank(a) < rank(b)
}
