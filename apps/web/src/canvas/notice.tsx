import { useEffect } from 'react'
import { useEditor, useSession } from '../document/editor_context.tsx'

const SHOWN_MS = 6000

/** A short word to the person, read out too, gone by itself. */
export const Notice = () => {
  const { session } = useEditor()
  const notice = useSession((state) => state.notice)
  useEffect(() => {
    if (!notice) return
    const timer = setTimeout(() => session.setState({ notice: undefined }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice, session])
  return (
    <div role="status">
      {notice && (
        <div className="notice">
          {notice.text}
          {notice.action && (
            <button
              type="button"
              onClick={() => {
                notice.action?.perform()
                session.setState({ notice: undefined })
              }}
            >
              {notice.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
