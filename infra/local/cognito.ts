import { AwsError, callJson } from './aws.ts';

export interface Pool {
  endpoint: string;
  userPoolId: string;
}

export interface NewUser {
  email: string;
  password: string;
  groups?: string[];
}

export interface Tokens {
  accessToken: string;
  idToken: string;
  refreshToken: string;
  expiresInSeconds: number;
}

/** Creates a confirmed user with this password, or gives an existing one the password and groups. */
export async function createUser(pool: Pool, user: NewUser): Promise<{ id: string }> {
  const { endpoint, userPoolId: UserPoolId } = pool;
  const Username = user.email;
  const call = <T>(operation: string, body: object) => cognito<T>(endpoint, operation, body);
  try {
    await call('AdminCreateUser', {
      UserPoolId,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: user.email },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'UsernameExistsException') throw error;
  }
  const Password = user.password;
  await call('AdminSetUserPassword', { UserPoolId, Username, Password, Permanent: true });
  for (const GroupName of user.groups ?? []) {
    await call('AdminAddUserToGroup', { UserPoolId, Username, GroupName });
  }
  const found = await call<{ Username: string }>('AdminGetUser', { UserPoolId, Username });
  return { id: found.Username };
}

/** Signs a user in with a password, as a client of the pool that allows it. */
export async function signIn(
  endpoint: string,
  clientId: string,
  user: { email: string; password: string },
): Promise<Tokens> {
  const { AuthenticationResult: result } = await cognito<{
    AuthenticationResult: {
      AccessToken: string;
      IdToken: string;
      RefreshToken: string;
      ExpiresIn: number;
    };
  }>(endpoint, 'InitiateAuth', {
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: user.email, PASSWORD: user.password },
  });
  return {
    accessToken: result.AccessToken,
    idToken: result.IdToken,
    refreshToken: result.RefreshToken,
    expiresInSeconds: result.ExpiresIn,
  };
}

function cognito<T>(endpoint: string, operation: string, body: object): Promise<T> {
  return callJson(endpoint, 'cognito-idp', `AWSCognitoIdentityProviderService.${operation}`, body);
}
