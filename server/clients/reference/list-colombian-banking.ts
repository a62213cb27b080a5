import { Type } from 'typebox'
import { readRoute } from '../../kernel/http/route.ts'
import { readCodes } from './read-table.ts'

export const CO_ACCOUNT_TYPES = ['checking', 'savings', 'electronic_deposit'] as const

const BANKS = readCodes('colombian-banks.tsv')

/** By its code of four digits; null when there is none. */
export const colombianBankName = (code: string): string | null => BANKS.get(code) ?? null

const accountTypes = CO_ACCOUNT_TYPES.map((value) => ({ value }))
const banks = [...BANKS].map(([code, name]) => ({ code, name }))

export const listColombianBankingRoutes = [
  readRoute({
    method: 'GET',
    path: '/management/clients/co-account-types',
    access: { level: 1 },
    summary: 'List the types of Colombian bank accounts',
    tag: 'Reference data',
    answer: Type.Array(Type.Object({ value: Type.String() })),
    read: async () => accountTypes,
  }),
  readRoute({
    method: 'GET',
    path: '/management/clients/colombian-bank-codes',
    access: { level: 1 },
    summary: 'List the Colombian banks',
    tag: 'Reference data',
    answer: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
    read: async () => banks,
  }),
]
