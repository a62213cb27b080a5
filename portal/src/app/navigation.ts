import {
  ArrowLeftRight,
  CreditCard,
  LayoutDashboard,
  type LucideIcon,
  Settings,
  Users,
  Vault,
  Wallet,
} from 'lucide-react'
import type { Operation } from '../shared/api/session.ts'

export interface Destination {
  readonly to: string
  readonly label: string
  readonly icon: LucideIcon
  /** Hidden from roles below that level. */
  readonly needs?: readonly [Operation, number]
}

export const DESTINATIONS: readonly Destination[] = [
  { to: '/', label: 'Overview', icon: LayoutDashboard },
  { to: '/wallets', label: 'Wallets', icon: Wallet },
  { to: '/cards', label: 'Cards', icon: CreditCard },
  { to: '/clients', label: 'Clients', icon: Users },
  { to: '/ramps', label: 'Ramps', icon: ArrowLeftRight },
  { to: '/treasury', label: 'Treasury', icon: Vault },
  { to: '/settings', label: 'Settings', icon: Settings, needs: ['management', 3] },
]
