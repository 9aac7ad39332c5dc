import styles from './files_page.module.css'

/** Where one is, each folder on the way a button back to it. */
export const FolderPath = ({ folder, onOpen }: { folder: string; onOpen(folder: string): void }) => {
  const names = folder === '' ? [] : folder.split('/')
  return (
    <nav aria-label="Folder" className={styles['path']}>
      <button
        type="button"
        onClick={() => onOpen('')}
        aria-current={names.length === 0 ? 'location' : undefined}
      >
        Workspace
      </button>
      {names.map((name, at) => {
        const path = names.slice(0, at + 1).join('/')
        return (
          <span key={path}>
            <span aria-hidden> / </span>
            <button
              type="button"
              onClick={() => onOpen(path)}
              aria-current={at === names.length - 1 ? 'location' : undefined}
            >
              {name}
            </button>
          </span>
        )
      })}
    </nav>
  )
}
