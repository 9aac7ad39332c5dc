import { createTheme } from '@mui/material/styles'

const status = (name: string) => ({
  main: `var(--${name})`,
  light: `var(--${name})`,
  dark: `var(--${name})`,
  contrastText: 'var(--on-accent)',
})

/** Where there is no room around it. */
const outlinedInside = { '&.Mui-focusVisible': { outlineOffset: -2 } }

/**
 * MUI painted with the tokens. The browser resolves the variables, so one theme serves light and dark and a switch
 * renders nothing again.
 */
export const muiTheme = createTheme({
  cssVariables: { nativeColor: true },
  palette: {
    primary: status('accent'),
    secondary: status('text-muted'),
    success: status('success'),
    error: status('error'),
    warning: status('warning'),
    info: status('running'),
    background: { default: 'var(--surface)', paper: 'var(--surface-raised)' },
    text: {
      primary: 'var(--text)',
      secondary: 'var(--text-muted)',
      disabled: 'color-mix(in srgb, var(--text-muted) 70%, transparent)',
    },
    divider: 'var(--border)',
    action: {
      active: 'var(--text-muted)',
      hover: 'var(--surface-hover)',
      selected: 'var(--accent-soft)',
      disabled: 'color-mix(in srgb, var(--text-muted) 60%, transparent)',
      disabledBackground: 'var(--surface-sunken)',
      focus: 'var(--accent-soft)',
    },
  },
  shape: { borderRadius: 6 },
  spacing: 8,
  typography: {
    fontFamily: 'var(--font)',
    fontSize: 14,
    h1: { fontSize: 22, lineHeight: '32px', fontWeight: 650 },
    h2: { fontSize: 16, lineHeight: '24px', fontWeight: 600 },
    h3: { fontSize: 13, lineHeight: '20px', fontWeight: 600 },
    body1: { fontSize: 14, lineHeight: '20px' },
    body2: { fontSize: 13, lineHeight: '20px' },
    caption: { fontSize: 12, lineHeight: '16px' },
    button: { textTransform: 'none', fontSize: 13, fontWeight: 600, lineHeight: '20px' },
  },
  transitions: {
    duration: {
      shortest: 120,
      shorter: 120,
      short: 140,
      standard: 160,
      complex: 180,
      enteringScreen: 160,
      leavingScreen: 120,
    },
  },
  components: {
    // Its own colours are worked out for light surfaces, and cannot be read on dark ones.
    MuiAlert: {
      styleOverrides: {
        root: {
          color: 'var(--text)',
          '&.MuiAlert-standard.MuiAlert-colorError': { background: 'var(--error-soft)' },
          '&.MuiAlert-standard.MuiAlert-colorWarning': { background: 'var(--warning-soft)' },
          '&.MuiAlert-standard.MuiAlert-colorSuccess': { background: 'var(--success-soft)' },
          '&.MuiAlert-standard.MuiAlert-colorInfo': { background: 'var(--running-soft)' },
        },
      },
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      // The ripple that would show it is gone, and so is the outline of the browser.
      styleOverrides: {
        root: { '&.Mui-focusVisible': { outline: '2px solid var(--accent)', outlineOffset: 1 } },
      },
    },
    MuiButton: { defaultProps: { size: 'small', disableElevation: true } },
    MuiButtonGroup: { defaultProps: { size: 'small', disableElevation: true } },
    MuiIconButton: { defaultProps: { size: 'small' } },
    MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
    MuiSelect: { defaultProps: { size: 'small' } },
    MuiSwitch: {
      defaultProps: { size: 'small' },
      styleOverrides: { track: { backgroundColor: 'var(--border-strong)', opacity: 0.8 } },
    },
    MuiCheckbox: { defaultProps: { size: 'small' } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { background: 'var(--surface-raised)' },
        // The gap for the label is measured with its own font size.
        notchedOutline: { borderColor: 'var(--border-strong)', '& legend': { fontSize: 12 } },
        input: { fontSize: 13, lineHeight: '20px', height: 20 },
      },
    },
    MuiInputLabel: {
      styleOverrides: {
        outlined: { '&.MuiInputLabel-shrink': { transform: 'translate(14px, -8px) scale(0.857)' } },
      },
    },
    // The plain input is only ever that of a native select.
    MuiInput: {
      defaultProps: { disableUnderline: true },
      styleOverrides: {
        root: {
          flex: 'none',
          border: '1px solid var(--border-strong)',
          borderRadius: 'var(--radius-small)',
          background: 'var(--surface-raised)',
          fontSize: 13,
          '& select.MuiNativeSelect-select': { paddingLeft: 10, borderRadius: 'var(--radius-small)' },
        },
      },
    },
    MuiFormControlLabel: {
      styleOverrides: {
        // What is seen of a switch, which has more room around it, begins where other fields do too.
        root: { marginLeft: -7, '&:has(.MuiSwitch-root)': { marginLeft: -4 } },
        label: { fontSize: 13 },
      },
    },
    MuiMenuItem: { styleOverrides: { root: { fontSize: 13, minHeight: 32, ...outlinedInside } } },
    MuiTab: {
      styleOverrides: { root: { minHeight: 40, minWidth: 0, padding: '8px 12px', ...outlinedInside } },
    },
    MuiTabs: { styleOverrides: { root: { minHeight: 40 } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 400 },
      styleOverrides: {
        tooltip: { background: 'var(--text)', color: 'var(--surface-raised)', fontSize: 12, fontWeight: 400 },
      },
    },
    MuiPaper: {
      styleOverrides: {
        root: { backgroundImage: 'none' },
        elevation8: { boxShadow: 'var(--shadow-popover)', border: '1px solid var(--border)' },
        elevation24: { boxShadow: 'var(--shadow-popover)', border: '1px solid var(--border)' },
      },
    },
    // Its list floats as menus do.
    MuiAutocomplete: {
      defaultProps: { slotProps: { paper: { elevation: 8 } } },
      styleOverrides: { option: { fontSize: 13 } },
    },
    MuiDialog: { styleOverrides: { paper: { borderRadius: 'var(--radius)' } } },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: 16, fontWeight: 600, padding: '16px 24px 8px' } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '8px 24px 16px' } } },
  },
})
