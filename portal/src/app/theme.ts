import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Modal } from '@mantine/core'

/** The green of the kelp that holds fast. */
const kelp: MantineColorsTuple = [
  '#eaf7f3',
  '#d5ece5',
  '#a8d9cb',
  '#79c5b0',
  '#53b49a',
  '#3ba98c',
  '#2b9c7f',
  '#17826a',
  '#0c6e59',
  '#05503f',
]

export const theme = createTheme({
  primaryColor: 'kelp',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  colors: { kelp },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  headings: { fontWeight: '650' },
  components: { Modal: Modal.extend({ defaultProps: { centered: true, radius: 'md' } }) },
})

/** Darker where Mantine's own quiet texts have too little contrast to be read by everybody (WCAG AA). */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#55606a',
    '--mantine-color-placeholder': '#66717c',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-kelp-light-color': '#0a5c4a',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-red-light-color': '#b02525',
    '--mantine-color-gray-light-color': '#495057',
    '--mantine-color-blue-light-color': '#1759a3',
    '--mantine-color-anchor': '#0a5c4a',
  },
  dark: {
    '--mantine-color-dimmed': '#a6adb4',
    '--mantine-color-placeholder': '#9aa1a8',
    '--mantine-color-error': '#ff9b9b',
    '--mantine-color-kelp-light-color': '#8fd8c4',
    '--mantine-color-yellow-light-color': '#ffd97a',
    '--mantine-color-red-light-color': '#ffb3b3',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-gray-light-color': '#ced4da',
    '--mantine-color-blue-light-color': '#a5d3ff',
    '--mantine-color-anchor': '#7fd0ba',
  },
})
