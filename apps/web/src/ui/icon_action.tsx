import IconButton, { type IconButtonProps } from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import type { LucideIcon } from 'lucide-react'

interface IconActionProps extends Omit<IconButtonProps, 'aria-label' | 'children'> {
  /** What it does: shown on hover, read by screen readers. */
  label: string
  icon: LucideIcon
}

/** A button that is only an icon. */
export const IconAction = ({ label, icon: Icon, ...button }: IconActionProps) => (
  <Tooltip title={label}>
    {/* A disabled button has no pointer events; the tooltip needs an element that has. */}
    <span>
      <IconButton aria-label={label} {...button}>
        <Icon size={16} aria-hidden />
      </IconButton>
    </span>
  </Tooltip>
)
