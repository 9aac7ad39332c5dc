import { ThemeProvider as MuiThemeProvider } from '@mui/material/styles'
import type { ReactNode } from 'react'
import { muiTheme } from './mui_theme.ts'
import './global.css'

/** MUI components in the colours, type and measures of tokens.css. */
export const ThemeProvider = ({ children }: { children: ReactNode }) => (
  <MuiThemeProvider theme={muiTheme}>{children}</MuiThemeProvider>
)
