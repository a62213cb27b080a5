/** The partner's codes of Colombian banks, names shortened. */
const TABLE = `
1001 Banco de Bogotá, 1002 Popular, 1006 Itaú, 1007 Bancolombia, 1009 Citibank, 1012 GNB Sudameris, 1013 BBVA,
1019 Scotiabank Colpatria, 1023 Occidente, 1032 Caja Social, 1040 Agrario, 1047 Mundo Mujer, 1051 Davivienda, 1052 AV Villas,
1053 Banco W, 1059 Bancamía, 1060 Pichincha, 1061 Bancoomeva, 1062 Falabella, 1063 Finandina, 1065 Santander, 1066 Coopcentral,
1067 MiBanco, 1069 Serfinanza, 1070 Lulo, 1071 J.P. Morgan, 1097 Dale, 1121 Juriscoop, 1283 CFA, 1286 JFK, 1289 Cootrafa,
1292 Confiar, 1303 Unión, 1370 Coltefinanciera, 1507 Nequi, 1551 Daviplata, 1558 Ban100, 1637 Iris, 1801 Movii, 1802 Ding,
1803 Powwi, 1804 Ualá, 1805 BTG Pactual, 1808 Bold, 1809 Nu, 1811 Rappipay, 1812 Coink, 1814 Global66, 1815 Alianza, 1816 Crezcamos
`

export const COLOMBIAN_BANKS: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/,\s*/)
    .map((entry) => [entry.slice(0, 4), entry.slice(5)] as const),
)
