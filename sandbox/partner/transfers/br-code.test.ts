import { describe, expect, test } from 'vitest'
import { makeBrCode, readBrCode } from './br-code.ts'

/** Of the manual of the Banco Central do Brasil. */
const PUBLISHED =
  '00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000' +
  '5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D'

describe('a Pix code', () => {
  test('is the published one, to the checksum', () => {
    const made = makeBrCode({
      key: '123e4567-e12b-12d1-a456-426655440000',
      reference: '***',
      name: 'Fulano de Tal',
      city: 'BRASILIA',
      amount: null,
    })
    expect(made).toBe(PUBLISHED)
    expect(readBrCode(PUBLISHED)).toEqual({ key: '123e4567-e12b-12d1-a456-426655440000', amount: null })
  })

  test('with one character changed is none', () => {
    for (let index = 0; index < PUBLISHED.length; index += 1) {
      const other = PUBLISHED[index] === '0' ? '1' : '0'
      expect(readBrCode(PUBLISHED.slice(0, index) + other + PUBLISHED.slice(index + 1))).toBeNull()
    }
  })

  test.each(['', '6304', 'br.gov.bcb.pix', `${PUBLISHED} `])('%j is none', (text) => {
    expect(readBrCode(text)).toBeNull()
  })

  test('cuts names to what readers take, without accents', () => {
    const code = makeBrCode({
      key: 'k',
      reference: 'R',
      name: 'Ação e Cia de Pagamentos Longos',
      city: 'SÃO PAULO',
      amount: '1.50',
    })
    expect(code).toContain('5925Acao e Cia de Pagamentos ')
    expect(code).toContain('6009SAO PAULO')
    expect(readBrCode(code)).toEqual({ key: 'k', amount: '1.50' })
  })
})
