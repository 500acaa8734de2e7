import { KeyForm } from './key-form.tsx'
import { Mark } from './mark.tsx'

export const SignIn = () => (
  <main className="sign-in">
    <div className="sign-in-card">
      <div className="brand">
        <Mark />
        <span>Inkling</span>
      </div>
      <h1>Sign in with a key or a token</h1>
      <p className="quiet">
        The console shows what the key or token may see: the data of its tenant, or the whole installation.
      </p>
      <KeyForm />
      <p className="quiet small">
        <code>npx -y pnpm@12 start</code> prints the keys. What you sign in with is kept in a cookie that scripts cannot
        read, for 12 hours at most.
      </p>
    </div>
  </main>
)
