// Package host is a host that knows go-plugin and the contract, and nothing else of Holdfast: its tests launch
// stores of the holdfast program as plugins.
package host

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	pb "example.com/holdfast-bbolt/storepb"
)

// holdfast is the program at the top of the source tree, which builds itself where that is needed.
const holdfast = "../../holdfast"

// storePlugin makes the contract's client out of go-plugin's connection.
type storePlugin struct{ plugin.NetRPCUnsupportedPlugin }

func (storePlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error {
	return fmt.Errorf("a host serves no store")
}

func (storePlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	return pb.NewStoreClient(conn), nil
}

// lockedBuffer holds what a plugin says, for the case that a test fails.
type lockedBuffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.Write(p)
}

// launch starts `holdfast plugin serve --store URL`; the plugin ends with the test.
func launch(t *testing.T, url string, encrypted bool) (*plugin.Client, pb.StoreClient) {
	t.Helper()
	said := new(lockedBuffer)
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "HOLDFAST_PLUGIN", MagicCookieValue: "store"},
		Plugins:          plugin.PluginSet{"store": storePlugin{}},
		Cmd:              exec.Command(holdfast, "plugin", "serve", "--store", url),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         encrypted,
		StartTimeout:     5 * time.Minute,
		Logger:           hclog.New(&hclog.LoggerOptions{Output: said, Level: hclog.Trace}),
	})
	t.Cleanup(func() {
		client.Kill()
		if t.Failed() {
			said.Lock()
			defer said.Unlock()
			t.Log(said.String())
		}
	})
	protocol, err := client.Client()
	if err != nil {
		t.Fatal(err)
	}
	if err := protocol.Ping(); err != nil {
		t.Fatalf("the health of the plugin as go-plugin asks for it: %v", err)
	}
	store, err := protocol.Dispense("store")
	if err != nil {
		t.Fatal(err)
	}
	return client, store.(pb.StoreClient)
}

func get(t *testing.T, store pb.StoreClient, key string) *pb.GetResponse {
	t.Helper()
	r, err := store.Get(t.Context(), &pb.GetRequest{Range: &pb.KeyRange{Range: &pb.KeyRange_Key{Key: []byte(key)}}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func configure(t *testing.T, store pb.StoreClient) {
	t.Helper()
	if _, err := store.Configure(t.Context(), &pb.ConfigureRequest{}); err != nil {
		t.Fatal(err)
	}
}

// TestStoreInMemory launches a store with go-plugin's encryption and without it, and writes and reads.
func TestStoreInMemory(t *testing.T) {
	for _, encrypted := range []bool{true, false} {
		t.Run(fmt.Sprintf("encrypted=%v", encrypted), func(t *testing.T) {
			client, store := launch(t, "memory:", encrypted)
			info, err := store.Info(t.Context(), &pb.InfoRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if info.State != pb.InfoResponse_UNCONFIGURED {
				t.Errorf("the state before Configure is %v", info.State)
			}
			configure(t, store)
			put, err := store.Put(t.Context(), &pb.PutRequest{Key: []byte("k"), Value: []byte("v")})
			if err != nil {
				t.Fatal(err)
			}
			r := get(t, store, "k")
			if len(r.Kvs) != 1 || string(r.Kvs[0].Value) != "v" || r.Kvs[0].ModRevision != put.ModRevision {
				t.Errorf("after a put at revision %d there is %v", put.ModRevision, r.Kvs)
			}
			client.Kill()
			if !client.Exited() {
				t.Error("the plugin runs on after Kill")
			}
		})
	}
}

// TestStoreOnDisk launches a store again where one was killed: what was acknowledged is there.
func TestStoreOnDisk(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "store.db")
	client, store := launch(t, url, true)
	configure(t, store)
	if _, err := store.Put(t.Context(), &pb.PutRequest{Key: []byte("k"), Value: []byte("v")}); err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(client.ReattachConfig().Pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); !client.Exited(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the plugin runs on after it was killed")
		}
	}
	_, store = launch(t, url, true)
	configure(t, store)
	if r := get(t, store, "k"); len(r.Kvs) != 1 || string(r.Kvs[0].Value) != "v" {
		t.Errorf("after a kill there is %v", r.Kvs)
	}
}
